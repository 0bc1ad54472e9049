import type { FiledHandler, JsonObject } from "../agents/facets/install.ts";
import { allEntries, type HookFile } from "./entries.ts";
import { childrenOf, parseDocument, splitMark, toValue } from "./json.ts";

/**
 * Every handler of ours in a hooks file, with its place there.
 * @throws ConsoleError `refused` when the file is not as its agent writes it
 */
export function filedHandlers(text: string, spec: HookFile): FiledHandler[] {
  const document = parseDocument(splitMark(text)[1], spec.file);
  return allEntries(document, spec).map((entry) => {
    const item = toValue(entry.item) as JsonObject; // an entry with a command is an object
    return {
      event: entry.event,
      group: childrenOf(entry.list.node).indexOf(entry.item),
      index: childrenOf(entry.handler.parent).indexOf(entry.handler),
      handler: toValue(entry.handler) as JsonObject, // likewise
      matcher: item.matcher,
    };
  });
}
