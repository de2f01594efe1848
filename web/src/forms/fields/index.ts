/** Our field for each type of form-js 1.23; a type without a line here would show form-js's own. */
import { CheckboxField, ChecklistField, RadioField, SelectField, TaglistField } from "./choice.tsx";
import { FormRoot, GroupField, ListField } from "./containers.tsx";
import { DateField } from "./date.tsx";
import {
  Computed,
  FrameShown,
  HtmlShown,
  ImageShown,
  NoButton,
  PreviewHint,
  SeparatorShown,
  SpacerShown,
  TableShown,
  TextShown,
  UploadHint,
} from "./shown.tsx";
import { NumberInput, TextAreaField, TextField } from "./text.tsx";

export const fields = {
  default: FormRoot,
  group: GroupField,
  dynamiclist: ListField,
  textfield: TextField,
  textarea: TextAreaField,
  number: NumberInput,
  datetime: DateField,
  select: SelectField,
  radio: RadioField,
  checkbox: CheckboxField,
  checklist: ChecklistField,
  taglist: TaglistField,
  expression: Computed,
  filepicker: UploadHint,
  documentPreview: PreviewHint,
  text: TextShown,
  html: HtmlShown,
  image: ImageShown,
  table: TableShown,
  spacer: SpacerShown,
  separator: SeparatorShown,
  iframe: FrameShown,
  button: NoButton,
};
