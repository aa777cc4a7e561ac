/** Markdown and HTML of a form's author, made harmless. */
import DOMPurify from "dompurify";
import { marked } from "marked";
import { writeJson, type Variables } from "@/api/json";
import { isEmpty, read } from "./paths";

const PURIFY = {
  ALLOWED_TAGS: [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
  ],
  ALLOWED_ATTR: ["href", "title", "alt", "src", "colspan", "rowspan", "class", "align"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|\/(?!\/)|#|data:image\/(?:png|jpeg|gif|webp);)/i,
};

export function markdownToHtml(text: string): string {
  return harmless(marked.parse(text, { async: false, gfm: true, breaks: true }));
}

/** No scripts, styles, forms or frames; links open elsewhere and tell nothing of where they were. */
export function harmless(html: string): string {
  const fragment = DOMPurify.sanitize(html, { ...PURIFY, RETURN_DOM_FRAGMENT: true });
  for (const link of fragment.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  const holder = document.createElement("div");
  holder.append(fragment);
  return holder.innerHTML;
}

const HOLE = /\{\{\s*=?\s*([\p{L}_][\p{L}\p{N}_.]*)\s*\}\}/gu;

/** "Hello {{name}}": holes take values by their path, as text. */
export function fillHoles(text: string, data: Variables): string {
  return text.replace(HOLE, (_, dotted: string) => {
    const value = read(data, dotted.split("."));
    if (isEmpty(value)) return "";
    return typeof value === "string" ? value : writeJson(value);
  });
}
