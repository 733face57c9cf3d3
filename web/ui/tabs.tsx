import './tabs.css';
import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components/Tabs';

export interface TabItem<Id extends string> {
  readonly id: Id;
  readonly title: ReactNode;
  readonly content: ReactNode;
}

export interface TabsProps<Id extends string> {
  readonly label: string;
  readonly items: ReadonlyArray<TabItem<Id>>;
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

/** Called when a tab becomes the chosen one, on the first paint too: tabs come onto the page after their list. */
function bringIntoSight(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Tabs that do not fit beside each other scroll; the chosen one is always in sight. */
export function Tabs<Id extends string>({ label, items, chosen, onChoose }: TabsProps<Id>) {
  return (
    <AriaTabs
      className="tabs"
      selectedKey={chosen}
      onSelectionChange={(key) => {
        const item = items.find(({ id }) => id === key);
        if (item) onChoose(item.id);
      }}
    >
      <TabList className="tabs__list" aria-label={label}>
        {items.map(({ id, title }) => (
          <Tab key={id} ref={id === chosen ? bringIntoSight : null} id={id} className="tabs__tab">
            {title}
          </Tab>
        ))}
      </TabList>
      {items.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tabs__panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
