/** Every shape of the HTTP contract. */
export type * from "./common";
export type * from "./design";
export type * from "./monitor";
export type * from "./people";
export type * from "./systems";
export type * from "./work";
