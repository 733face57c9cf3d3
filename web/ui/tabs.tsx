import './tabs.css';
import { type ReactNode, useEffect, useRef } from 'react';
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

/** Tabs that do not fit beside each other scroll; the chosen one is always in sight. */
export function Tabs<Id extends string>({ label, items, chosen, onChoose }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen tab is another one then.
  useEffect(() => {
    // At first the tabs come onto the page a moment after their list.
    const frame = requestAnimationFrame(() => {
      if (list.current) revealChosen(list.current);
    });
    return () => cancelAnimationFrame(frame);
  }, [chosen]);
  return (
    <AriaTabs
      className="tabs"
      selectedKey={chosen}
      onSelectionChange={(key) => {
        const item = items.find(({ id }) => id === key);
        if (item) onChoose(item.id);
      }}
    >
      <TabList ref={list} className="tabs__list" aria-label={label}>
        {items.map(({ id, title }) => (
          <Tab key={id} id={id} className="tabs__tab">
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

/** Scrolls the tabs alone: `scrollIntoView` would move what stands around them too, such as the facts of a span above. */
function revealChosen(list: HTMLElement): void {
  const tab = list.querySelector('[aria-selected=true]')?.getBoundingClientRect();
  if (!tab) return;
  const { left, right } = list.getBoundingClientRect();
  if (tab.left < left) list.scrollLeft -= left - tab.left;
  else if (tab.right > right) list.scrollLeft += tab.right - right;
}
