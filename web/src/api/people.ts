/** People, departments, groups, delegations. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, ifMatch, patch, post, remove } from "./client";
import type { Delegation, Department, Group, Page, Person } from "./types";
import { listed } from "./work";

const PAGE = 50;

export const peopleQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["people", q],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Person>>("/api/people", { q, limit: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** The first few that match, for a picker. */
export const peopleMatching = (q: string) =>
  queryOptions({
    queryKey: ["people", "matching", q],
    queryFn: async ({ signal }) => (await get<Page<Person>>("/api/people", { q, limit: 20 }, signal)).items,
    placeholderData: keepPreviousData,
  });

/** An empty e-mail address or department means none. */
export interface PersonFacts {
  name: string;
  email: string;
  department: string;
  /** Of a new person, or to set a new one. */
  password?: string;
}
export const createPerson = (facts: PersonFacts & { id: string }): Promise<Person> =>
  post("/api/people", facts);
const person = (id: string): string => `/api/people/${encodeURIComponent(id)}`;
export const readPerson = (id: string): Promise<Person> => get(person(id));
export const changePerson = (
  id: string,
  facts: Partial<PersonFacts> & { active?: boolean },
  etag: string,
): Promise<Person> => patch(person(id), facts, ifMatch(etag));

export const departmentsQuery = queryOptions({
  queryKey: ["departments"],
  queryFn: async () => listed(await get<Department[] | Page<Department>>("/api/departments")),
});
export const groupsQuery = queryOptions({
  queryKey: ["groups"],
  queryFn: async () => listed(await get<Group[] | Page<Group>>("/api/groups")),
});

export const delegationsQuery = queryOptions({
  queryKey: ["delegations"],
  queryFn: async () => listed(await get<Delegation[] | Page<Delegation>>("/api/delegations")),
});
export interface DelegationDraft {
  from?: string;
  to: string;
  start: string;
  end: string;
  processes: string[];
}
export const createDelegation = (draft: DelegationDraft): Promise<Delegation> =>
  post("/api/delegations", draft);
export const deleteDelegation = ({ id, etag }: Delegation): Promise<void> =>
  remove(`/api/delegations/${encodeURIComponent(id)}`, ifMatch(etag));
