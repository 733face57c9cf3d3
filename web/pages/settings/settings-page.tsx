import './settings-page.css';
import { useSignedIn } from '../../data/session.ts';
import { useEnvironment, useView } from '../../data/view.ts';
import { choiceField, createViewCodec } from '../../lib/view-state.ts';
import { Page } from '../../ui/page.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { AccountSection } from './account-section.tsx';
import { AuditSection } from './audit-section.tsx';
import { EnvironmentsSection } from './environments-section.tsx';
import { HealthChecksSection } from './health-checks-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { RetentionSection } from './retention-section.tsx';
import { SendersSection } from './senders-section.tsx';

const SECTIONS = ['keys', 'senders', 'health-checks', 'retention', 'environments', 'account', 'audit'] as const;
const view = createViewCodec({ fields: { section: choiceField(SECTIONS, 'keys') } });

export function SettingsPage() {
  const environment = useEnvironment();
  const { environments, role, team } = useSignedIn();
  const [{ section }, setView] = useView(view);
  const name = environments.find(({ slug }) => slug === environment)?.name ?? environment;
  const mayAudit = role === 'owner' || role === 'admin';
  return (
    <Page title="Settings" subtitle={`team ${team.name}, environment ${name}`}>
      <Tabs
        label="Settings"
        chosen={section === 'audit' && !mayAudit ? 'keys' : section}
        onChoose={(next) => setView({ section: next })}
        items={[
          {
            id: 'keys',
            title: `Keys of ${name}`,
            content: <KeysSection key={environment} environment={environment} />,
          },
          {
            id: 'senders',
            title: 'Senders',
            content: <SendersSection key={environment} environment={environment} />,
          },
          {
            id: 'health-checks',
            title: 'Health checks',
            content: <HealthChecksSection key={environment} environment={environment} />,
          },
          {
            id: 'retention',
            title: 'Retention',
            content: <RetentionSection key={environment} environment={environment} name={name} />,
          },
          { id: 'environments', title: 'Environments', content: <EnvironmentsSection environment={environment} /> },
          { id: 'account', title: 'Account', content: <AccountSection /> },
          ...(mayAudit ? [{ id: 'audit' as const, title: 'Audit log', content: <AuditSection /> }] : []),
        ]}
      />
    </Page>
  );
}
