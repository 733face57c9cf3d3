import { useEnvironment } from '../../data/view.ts';
import { Overview } from './overview.tsx';

export function HomePage() {
  const environment = useEnvironment();
  return <Overview key={environment} environment={environment} title="Home" />;
}
