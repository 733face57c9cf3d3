import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';

export function TracesPage() {
  return (
    <Page title="Traces">
      <Empty title="No traces yet" />
    </Page>
  );
}
