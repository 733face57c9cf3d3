import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';

export function TracePage() {
  return (
    <Page title="Trace">
      <Empty title="No such trace" />
    </Page>
  );
}
