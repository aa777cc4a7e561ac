/** The cache of server answers: fresh for half a minute, refused requests are not repeated. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
