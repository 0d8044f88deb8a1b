/** Which targets links may have. */

const schemes = ['http:', 'https:', 'mailto:', 'tel:'];

/** Whether readers get this target: the same rule as the server's sanitiser. */
export function isShown(target: string): boolean {
  return URL.canParse(target, 'https://relative.example') && schemes.includes(new URL(target, 'https://relative.example').protocol);
}

/** What somebody typed or pasted as a full target, or null if no link may lead there. */
export function completed(typed: string): string | null {
  const target = typed.trim().replace(/^(tel:.*)$/i, (number) => number.replace(/\s/g, ''));
  if (/\s/.test(target)) {
    return null;
  }
  if (/^(\/(?!\/)|#)/.test(target)) {
    return target;
  }
  if (/^(https?:\/\/|mailto:|tel:)./i.test(target)) {
    return URL.canParse(target) ? target : null;
  }
  if (/^[^@:/?#]+@[^@:/?#]+\.[^@:/?#]+$/.test(target)) {
    return `mailto:${target}`;
  }
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)+(:\d+)?([/?#].*)?$/u.test(target) ? `https://${target}` : null;
}
