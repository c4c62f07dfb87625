import { Button } from "../../../ui/forms/buttons.tsx";
import { Fieldset } from "../../../ui/forms/choices.tsx";
import { FileField } from "../../../ui/forms/file-field.tsx";
import { FILE_EXTENSIONS, IMAGE_EXTENSIONS } from "../../media/media.model.ts";
import { uploadRows } from "../form/to-input.ts";
import { fieldValue } from "../form/values.ts";
import { type FormState, Line, Section, Tick } from "./form-parts.tsx";
import type { SectionProps } from "./form-sections.tsx";

/** Pictures that are there, each with its words, and a field for more. Choosing and sending works without script. */
export const ImagesSection = ({ s, open }: SectionProps) => (
  <Section s={s} id="abschnitt-bilder" title="writing.section.images" fields={["images"]} open={open === "images"}>
    {uploadRows(s.form, "images").map((row, index) => (
      <Image s={s} at={`images.${row}`} number={index + 1} />
    ))}
    <FileField
      t={s.t}
      name="neu:images"
      label={s.t("writing.images.new")}
      hint={s.t("writing.images.hint")}
      accept={IMAGE_EXTENSIONS.join(",")}
      error={s.problems.get("neu:images") ?? s.problems.get("images")}
      multiple
    />
    <Button look="secondary" name="aktion" value="hochladen:images" formnovalidate>
      {s.t("writing.images.add")}
    </Button>
  </Section>
);

const Image = ({ s, at, number }: { s: FormState; at: string; number: number }) => {
  const mediaId = fieldValue(s.form, `${at}.mediaId`);
  const upload = s.uploads.get(mediaId);
  return (
    <Fieldset
      id={at}
      legend={s.t("writing.images.row", { number, name: upload?.fileName ?? "" })}
      error={s.problems.get(`${at}.mediaId`)}
    >
      <input type="hidden" name={`${at}.mediaId`} value={mediaId} />
      {upload?.preview != null && <img class="upload" src={upload.preview} alt="" />}
      <Line s={s} name={`${at}.alt`} label={s.t("writing.images.alt")} hint={s.t("writing.images.alt.hint")} />
      <Tick s={s} name={`${at}.decorative`} label={s.t("writing.images.decorative")} />
      <Remove s={s} at={at}>
        {s.t("writing.images.remove", { number })}
      </Remove>
    </Fieldset>
  );
};

const Remove = ({ s, at, children }: { s: FormState; at: string; children: string }) => (
  <div>
    <Button look="tertiary" name="aktion" value={`entfernen:${at}`} formnovalidate>
      {children || s.t("common.delete")}
    </Button>
  </div>
);

/** Files to download; `name` is `files` or `transferKit.files`. */
export const FileRows = ({ s, name }: { s: FormState; name: "files" | "transferKit.files" }) => (
  <>
    {uploadRows(s.form, name).map((row, index) => (
      <FileRow s={s} at={`${name}.${row}`} number={index + 1} />
    ))}
    <FileField
      t={s.t}
      name={`neu:${name}`}
      label={s.t("writing.files.new")}
      hint={s.t("writing.files.hint")}
      accept={FILE_EXTENSIONS.join(",")}
      error={s.problems.get(`neu:${name}`) ?? s.problems.get(name)}
      multiple
    />
    <Button look="secondary" name="aktion" value={`hochladen:${name}`} formnovalidate>
      {s.t("writing.files.add")}
    </Button>
  </>
);

const FileRow = ({ s, at, number }: { s: FormState; at: string; number: number }) => {
  const mediaId = fieldValue(s.form, `${at}.mediaId`);
  return (
    <Fieldset
      id={at}
      legend={s.t("writing.files.row", { number, name: s.uploads.get(mediaId)?.fileName ?? "" })}
      error={s.problems.get(`${at}.mediaId`)}
    >
      <input type="hidden" name={`${at}.mediaId`} value={mediaId} />
      <Line s={s} name={`${at}.name`} label={s.t("writing.files.name")} />
      <Remove s={s} at={at}>
        {s.t("writing.files.remove", { number })}
      </Remove>
    </Fieldset>
  );
};

export const FilesSection = ({ s, open }: SectionProps) => (
  <Section s={s} id="abschnitt-dateien" title="writing.section.files" fields={["files"]} open={open === "files"}>
    <FileRows s={s} name="files" />
  </Section>
);
