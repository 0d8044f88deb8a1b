const group = /^(user-agent|allow|disallow|crawl-delay)$/i;

/** Where a text is no robots.txt as RFC 9309 and the sitemaps' protocol have it. */
export function problemsOfRobots(text: string): string[] {
  const problems: string[] = [];
  let inGroup = false;
  for (const line of text.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim())) {
    if (!line) continue;
    const [, name, value] = /^([A-Za-z-]+)\s*:\s*(.*)$/.exec(line) ?? [];
    if (!name) problems.push(`no rule: ${line}`);
    else if (/^sitemap$/i.test(name)) {
      if (!/^https?:\/\//.test(value!)) problems.push(`not an absolute address: ${line}`);
    } else if (!group.test(name)) problems.push(`unknown: ${line}`);
    else if (/^user-agent$/i.test(name)) inGroup = true;
    else if (!inGroup) problems.push(`a rule for nobody: ${line}`);
    else if (value && !/^[/*]/.test(value)) problems.push(`no path: ${line}`);
  }
  return problems;
}
