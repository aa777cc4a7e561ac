/** What pages use of the server's interface. */
export * from "./client";
export * from "./problem";
export { news } from "./events";
export type * from "./types";
