import type { Frame } from "../../../ui/env.ts";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import type { GroupMode } from "../groups.model.ts";

interface GroupFieldsProps {
  readonly frame: Frame;
  readonly values: FormValues;
  readonly errors: FormErrors;
  /** Those that can be chosen. */
  readonly modes: readonly GroupMode[];
}

/** What is said of a group when it is founded, and can be changed later. */
export const GroupFields = ({ frame, values, errors, modes }: GroupFieldsProps) => (
  <>
    <TextField
      t={frame.t}
      name="name"
      label={frame.t("groups.new.name")}
      hint={frame.t("groups.new.name.hint")}
      value={typed(values, "name")}
      error={errors.of("name")}
      maxlength={100}
      required
    />
    <TextArea
      t={frame.t}
      name="about"
      label={frame.t("groups.new.about")}
      hint={frame.t("groups.new.about.hint")}
      value={typed(values, "about")}
      error={errors.of("about")}
      maxlength={1000}
      optionalLabel
    />
    <EmojiList frame={frame} />
    <RadioGroup
      t={frame.t}
      name="mode"
      label={frame.t("groups.new.mode")}
      value={typed(values, "mode") || "open"}
      error={errors.of("mode")}
      options={modes.map((mode) => ({
        value: mode,
        label: frame.t(`groups.mode.${mode}`),
        hint: frame.t(`groups.mode.${mode}.text`),
      }))}
    />
    <p class="soft">{frame.t("groups.closed.limit")}</p>
  </>
);
