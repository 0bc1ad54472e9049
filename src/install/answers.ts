// Which hooks and plugins of ours stay for answers, and which agents have such a thing.
import type { Install } from "../agents/facets/install.ts";
import { ANSWERS } from "./command.ts";
import type { Located } from "./locate.ts";
import type { Place } from "./place.ts";
import { isOurPlugin, pluginTakesAnswers } from "./plugins.ts";
import { isAtLeast } from "./versions.ts";

/** Whether a hook or a plugin of the agent's can stay for an answer. */
export function canAnswer(install: Install): boolean {
  return stayingSince(install) !== undefined;
}

/** Whether what stands in the place stays for answers. */
export function takesAnswers({ spec, disk: { text } }: Place): boolean {
  if (text === null) return false;
  if (spec.kind === "plugin") return isOurPlugin(text) && pluginTakesAnswers(text);
  return spec.kind === "hooks" && text.includes(ANSWERS);
}

/** Whether a plugin is to stay for them: as asked for, else as it does; never for a version that can't. */
export function holdsQuestions(place: Place): boolean {
  const { spec, answers, version } = place;
  const since = spec.kind === "plugin" ? spec.plugin.answers?.since : undefined;
  if (since === undefined || (version !== null && !isAtLeast(version, since))) return false;
  return answers ?? takesAnswers(place);
}

/** Why this version must not have what it is asked to have; undefined where it may, or is not asked. */
export function noAnswersFor(
  { agent, install }: Located,
  version: string | null,
  answers: boolean | undefined,
): string | undefined {
  const since = stayingSince(install);
  if (answers !== true || since === undefined) return undefined;
  if (version !== null && isAtLeast(version, since)) return undefined;
  const { label } = agent;
  const found =
    version === null
      ? `it is not known which version of ${label} runs`
      : `${label} ${version} was not seen to`;
  return `${found} - its dialog has to stand while an answer is waited for: from ${since} on it does`;
}

/** The first version whose dialog was seen to stand all the while. */
function stayingSince({ hooks, files }: Install): string | undefined {
  const plugins = files.flatMap((file) => (file.kind === "plugin" ? [file.plugin] : []));
  return [...hooks, ...plugins].find(({ answers }) => answers !== undefined)?.answers?.since;
}
