/** People, sessions, delegations, tokens. */
import type { Edited, IsoDate, IsoTime, Named } from "./common";

export type Ability = "design" | "deploy" | "monitor" | "operate" | "administer" | "systems";
export type Language = "zh" | "en";

/** A person as other things name them; more of them where the server says it. */
export interface PersonRef {
  id: string;
  name: string;
  department?: Named | null;
}

export interface Person extends PersonRef, Edited {
  email: string | null;
  department: Named | null;
  active: boolean;
}

export interface Me {
  id: string;
  name: string;
  email: string | null;
  department: Named | null;
  roles: string[];
  groups: string[];
  language: Language;
  can: Ability[];
}

export interface Department extends Edited {
  id: string;
  name: string;
  parent: string | null;
  head: PersonRef | null;
}

export interface Group extends Edited {
  id: string;
  name: string;
  members: PersonRef[];
}

export interface ApiToken extends Edited {
  id: string;
  name: string;
  createdAt: IsoTime;
  lastUsedAt: IsoTime | null;
}

/** A standing rule: `to` decides for `from` on these days, both ends included. */
export interface Delegation extends Edited {
  id: string;
  from: PersonRef | null;
  to: PersonRef | null;
  start: IsoDate;
  end: IsoDate;
  /** Empty: every process. */
  processes: string[];
}
