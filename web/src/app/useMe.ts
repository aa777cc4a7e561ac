/** Who is signed in, inside the shell, and what they may do. */
import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "@/api/session";
import type { Ability, Me } from "@/api/types";

export function useMe(): Me | null {
  return useQuery(sessionQuery).data ?? null;
}

export function useCan(): (ability: Ability) => boolean {
  const me = useMe();
  return (ability) => me?.can.includes(ability) ?? false;
}
