import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/**
 * Leads to another address of the page, once, leaving no step behind. The router's own `Navigate` navigates with every
 * drawing, so that a component which watches the address would never stop.
 */
export function Redirect({ href }: { href: string }) {
  const router = useRouter();
  useEffect(() => router.history.replace(href), [router, href]);
  return null;
}
