import { useEffect, useState } from 'react';

/**
 * Colour tokens as text a canvas takes, for the theme that shows now. A custom property's own value is still the pair
 * `light-dark(...)`; only a real property such as `color` is resolved to one half.
 */
export function readTokens<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, string>> {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const entries = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** The same, read anew when the reader or the system changes the theme. `names` must be a constant. */
export function useTokens<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, string>> {
  const [tokens, setTokens] = useState(() => readTokens(names));
  useEffect(() => {
    const read = () => setTokens(readTokens(names));
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    system.addEventListener('change', read);
    return () => {
      observer.disconnect();
      system.removeEventListener('change', read);
    };
  }, [names]);
  return tokens;
}
