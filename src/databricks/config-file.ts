/** A profile of `.databrickscfg`: keys in small letters, values as written. */
export type Profile = Readonly<Partial<Record<string, string>>>;

/** A section of tools' own settings, and no profile. */
const settingsSection = '__settings__';

export interface ConfigFile {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** The profile to use where none is named, if the file says one. */
  readonly defaultProfile: string | undefined;
}

/** Reads the text of a `.databrickscfg`: sections, and `key = value`. A `#` after a space begins a comment. */
export function parseConfigFile(text: string): ConfigFile {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> | undefined;
  const begin = (name: string): Record<string, string> => {
    const begun = sections.get(name) ?? {};
    sections.set(name, begun);
    return begun;
  };
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const content = line.trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    const name = /^\[([^\]]*)\]/.exec(content)?.[1]?.trim();
    const [, key, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
    if (name !== undefined) section = begin(name);
    else if (key !== undefined && value !== undefined) {
      // What stands before the first section belongs to the default.
      section ??= begin('DEFAULT');
      section[key.toLowerCase()] = plainValue(value);
    }
  }
  const defaultProfile = sections.get(settingsSection)?.default_profile || undefined;
  sections.delete(settingsSection);
  return { profiles: sections, defaultProfile };
}

function plainValue(value: string): string {
  const quoted = /^(["'`])(.*)\1$/.exec(value)?.[2];
  return quoted ?? value.replace(/\s+[#;].*$/, '').trim();
}
