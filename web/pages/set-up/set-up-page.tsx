import { Page } from '../../ui/page.tsx';

export function SetUpPage() {
  return <Page title="Send data">{null}</Page>;
}
