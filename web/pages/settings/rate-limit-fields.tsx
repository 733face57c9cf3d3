import { countProblem, RATE_WINDOWS, type RateLimitDraft } from '../../lib/key-words.ts';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface RateLimitFieldsProps {
  readonly draft: RateLimitDraft;
  readonly onDraft: (draft: RateLimitDraft) => void;
}

/** A window begins with the first error after the one before: Rollbar's rule. */
export function RateLimitFields({ draft, onDraft }: RateLimitFieldsProps) {
  return (
    <div className="settings__limit">
      <Select
        label="Rate limit per"
        choices={RATE_WINDOWS}
        chosen={draft.window}
        onChoose={(window) => onDraft({ ...draft, window })}
      />
      {draft.window !== 'none' && (
        <TextField
          label="Errors it may post"
          value={draft.count}
          onChange={(count) => onDraft({ ...draft, count })}
          error={countProblem(draft)}
          charsMax={20}
        />
      )}
    </div>
  );
}
