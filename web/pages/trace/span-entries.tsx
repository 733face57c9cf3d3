import { Link } from '@tanstack/react-router';
import type { SpanDetail } from '../../../src/api/contract/index.ts';
import { exceptionOf } from '../../lib/span-fields.ts';
import { LongText } from '../../ui/long-text.tsx';
import { Cut, Duration } from '../../ui/quantity.tsx';
import { ExceptionNote } from './failure-note.tsx';
import { type FieldActions, FieldList } from './field-list.tsx';

const NS_PER_MS = 1e6;

interface EventListProps {
  readonly span: SpanDetail;
  readonly actionsOf: FieldActions;
}

export function EventList({ span, actionsOf }: EventListProps) {
  if (span.events.length === 0) return <p className="quiet">This span has no events.</p>;
  return (
    <div className="span-entries">
      {span.events.map((event, index) => {
        const exception = exceptionOf(event.fields);
        const rest = exception ? event.fields.filter(({ name }) => !name.startsWith('exception.')) : event.fields;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events may be equal in all they hold.
          <section key={index} className="span-entries__entry">
            <h3 className="span-entries__head">
              <span className="span-entries__name">
                <LongText text={event.name === '' ? '(no name)' : event.name} />
              </span>
              <span className="quiet">
                {event.sinceStartMs < 0 ? 'before the start: ' : 'after '}
                <Duration ns={Math.abs(event.sinceStartMs) * NS_PER_MS} />
              </span>
            </h3>
            {exception && <ExceptionNote exception={exception} />}
            {rest.length > 0 && <FieldList fields={rest} label={`Fields of ${event.name}`} actionsOf={actionsOf} />}
          </section>
        );
      })}
    </div>
  );
}

interface LinkListProps extends EventListProps {
  readonly environment: string;
}

export function LinkList({ span, environment, actionsOf }: LinkListProps) {
  if (span.links.length === 0) return <p className="quiet">This span has no links.</p>;
  return (
    <div className="span-entries">
      {span.links.map(({ traceId, spanId, fields }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span may link the same span twice.
        <section key={index} className="span-entries__entry">
          <h3 className="span-entries__head">
            <Link to="/$environment/traces/$traceId" params={{ environment, traceId }} search={{ span: spanId }}>
              trace <Cut text={traceId} />
            </Link>
            <span className="quiet">
              span <Cut text={spanId} />
            </span>
          </h3>
          {fields.length > 0 && <FieldList fields={fields} label="Fields of the link" actionsOf={actionsOf} />}
        </section>
      ))}
    </div>
  );
}
