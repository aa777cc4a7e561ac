/** English: every namespace in ./en, and the words that antd and dayjs bring themselves. */
import antd from "antd/es/locale/en_US";
import "dayjs/locale/en";
import { gather } from "./gather";
import type { LanguagePack } from "./index";

export const pack: LanguagePack = {
  texts: gather(import.meta.glob("./en/*.json", { eager: true, import: "default" })),
  antd,
};
