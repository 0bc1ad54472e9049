import type { TrustFormat } from "../facets/install.ts";

/**
 * Which folders Gemini CLI's user does not trust: there it runs no hook, those
 * of the user's own settings included (0.61.0).
 */
export const TRUST: TrustFormat = {
  file: "trustedFolders.json",
  inspect(_handlers, _realPath, config) {
    const [first, ...others] = distrusted(config);
    if (first === undefined) return { trust: "trusted", problems: [] };
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    const problem = {
      what: `no hook runs in folders that Gemini CLI was told not to trust: ${first}${more}`,
      cure: "start gemini there and trust the folder with /permissions",
    };
    return { trust: "trusted", problems: [problem] };
  },
};

function distrusted(config: string | null): string[] {
  let folders: unknown;
  try {
    folders = JSON.parse(config ?? "{}");
  } catch {
    return []; // Gemini CLI itself says what is wrong with it
  }
  if (typeof folders !== "object" || folders === null) return [];
  return Object.entries(folders).flatMap(([path, rule]) => (rule === "DO_NOT_TRUST" ? [path] : []));
}
