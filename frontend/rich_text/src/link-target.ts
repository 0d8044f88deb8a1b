/** Which targets links may have. */

/**
 * Whether readers get this target: the same rule as the server's (`app/src/link_target.rs`). What browsers would read as something
 * else than it looks like is no target: control characters, backslashes, hosts without a scheme, names before a host.
 */
export function isShown(target: string): boolean {
  if (/^$|^ |[\p{Cc}\\]/u.test(target)) {
    return false;
  }
  const [first = ''] = target.split(/[/?#]/);
  const colon = first.indexOf(':');
  if (colon < 0) {
    return !target.startsWith('//');
  }
  switch (first.slice(0, colon).toLowerCase()) {
    case 'http':
    case 'https':
      return isWebPage(target);
    case 'mailto':
    case 'tel':
      return colon + 1 < first.length;
    default:
      return false;
  }
}

function isWebPage(target: string): boolean {
  if (!/^https?:\/\/(?!\/)/i.test(target) || !URL.canParse(target)) {
    return false;
  }
  const { username, password } = new URL(target);
  return username === '' && password === '';
}

/** What somebody typed or pasted as a full target, or null if no link may lead there. */
export function completed(typed: string): string | null {
  const target = guessed(typed.trim().replace(/^(tel:.*)$/i, (number) => number.replace(/\s/g, '')));
  return target !== null && isShown(target) ? target : null;
}

/** With the scheme that was meant; null where that is none of those that there are. */
function guessed(target: string): string | null {
  if (/\s/.test(target)) {
    return null;
  }
  if (/^([/#]|https?:\/\/|mailto:|tel:)/i.test(target)) {
    return target;
  }
  if (/^[^@:/?#]+@[^@:/?#]+\.[^@:/?#]+$/.test(target)) {
    return `mailto:${target}`;
  }
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)+(:\d+)?([/?#].*)?$/u.test(target) ? `https://${target}` : null;
}
