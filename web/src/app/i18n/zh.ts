/** Chinese: every namespace in ./zh, and the words that antd and dayjs bring themselves. */
import antd from "antd/es/locale/zh_CN";
import "dayjs/locale/zh-cn";
import { gather } from "./gather";
import type { LanguagePack } from "./index";

export const pack: LanguagePack = {
  texts: gather(import.meta.glob("./zh/*.json", { eager: true, import: "default" })),
  antd,
};
