import type { ReactNode } from 'react';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { toCsv, toJson } from '../../lib/table-export.ts';
import { Button, IconButton } from '../button.tsx';
import { ChoiceMenu, Menu } from '../menu.tsx';
import { saveFile } from '../save-file.ts';
import type { TableColumn } from './table-column.ts';
import type { ColumnState } from './use-columns.ts';

interface TableBarProps<Row> {
  readonly name: string;
  readonly label: string;
  /** One of the rows: `trace`. */
  readonly noun: string;
  readonly allColumns: ReadonlyArray<TableColumn<Row>>;
  readonly columns: ColumnState<Row>;
  readonly rows: readonly Row[];
  readonly totalCount: number;
  readonly children?: ReactNode;
}

/** Counts of shown and all, columns, and export of what is shown, in its order. */
export function TableBar<Row>(props: TableBarProps<Row>) {
  const { name, label, noun, allColumns, columns, rows, totalCount, children } = props;
  const { visible } = columns;
  const values = () => rows.map((row) => visible.map((column) => column.value(row)));
  const saveCsv = () =>
    saveFile(
      `${name}.csv`,
      'text/csv',
      toCsv(
        visible.map(({ title }) => title),
        values(),
      ),
    );
  const saveJson = () =>
    saveFile(
      `${name}.json`,
      'application/json',
      toJson(
        visible.map(({ id }) => id),
        values(),
      ),
    );
  return (
    <div className="table-bar">
      <span className="table-bar__count" role="status">
        {rows.length < totalCount
          ? `${formatCount(rows.length)} of ${formatCounted(totalCount, noun)}`
          : formatCounted(totalCount, noun)}
      </span>
      {children}
      <span className="table-bar__tools">
        <ChoiceMenu
          label="Columns"
          mode="several"
          choices={allColumns.map(({ id, title }) => ({ id, words: title }))}
          chosen={columns.shownIds}
          onChoose={columns.show}
          placement="bottom end"
          footer={
            <div className="table-bar__reset">
              <Button look="quiet" size="small" onPress={columns.reset}>
                As they were at first
              </Button>
            </div>
          }
        >
          <IconButton icon="columns" label="Columns" size="small" />
        </ChoiceMenu>
        <Menu
          label={`Save ${label}`}
          placement="bottom end"
          groups={[
            {
              actions: [
                { id: 'csv', words: 'Save as CSV', run: saveCsv },
                { id: 'json', words: 'Save as JSON', run: saveJson },
              ],
            },
          ]}
        >
          <IconButton icon="download" label="Save" size="small" />
        </Menu>
      </span>
    </div>
  );
}
