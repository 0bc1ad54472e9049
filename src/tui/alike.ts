import { shortIds } from "../attention/short-ids.ts";
import type { Session } from "../protocol/session.ts";
import type { Item } from "./board.ts";

type Row = Item & { kind: "session" };

/**
 * The rows with names that tell them apart: of those that are open and would be called
 * alike on one machine, each has the beginning of its id too, as `list` shows it. A child
 * is its parent's, by whatever name.
 * @param all the sessions that a shortened id must not be taken for.
 */
export function tellApart(items: readonly Item[], all: readonly Session[]): Item[] {
  const isOne = (item: Item): item is Row =>
    item.kind === "session" && !item.session.closed && item.session.parent_id === null;
  const nameOf = ({ project, name, session }: Row) => [project, name, session.host].join("\n");
  const named = Map.groupBy(items.filter(isOne), nameOf);
  if ([...named.values()].every(({ length }) => length < 2)) return [...items];
  const ids = shortIds(all);
  return items.map((item) => {
    if (!isOne(item) || (named.get(nameOf(item))?.length ?? 0) < 2) return item;
    const id = ids.get(item.session.session_id) ?? "";
    return { ...item, name: item.name === "" ? id : `${item.name}: ${id}` };
  });
}
