/** Adds, changes or deletes a contact of a partner. */
import { useMemo, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { common } from "../i18n/common.ts";
import { announce, Select, SendDialog, TextInput } from "../ui/index.ts";
import { type Contact, type Partner, removeContact, saveContact } from "./data.ts";
import { network } from "./networkTexts.ts";

interface ContactDialogProps {
  readonly partner: Partner;
  readonly contact: Contact | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ContactDialog({ partner, contact, onClose, onDone }: ContactDialogProps) {
  const text = network.value.directory;
  const [name, setName] = useState(contact?.name ?? "");
  const [task, setTask] = useState(contact?.function ?? "");
  const [phone, setPhone] = useState(contact?.phone ?? "");
  const [email, setEmail] = useState(contact?.email ?? "");
  const [languages, setLanguages] = useState((contact?.languages ?? ["de"]).join(", "));
  const [standsIn, setStandsIn] = useState(contact?.substituteOf ?? "");
  const [missing, setMissing] = useState(false);
  const key = useMemo(intention, []);
  const act = async (what: () => Promise<unknown>, said: string): Promise<void> => {
    await what();
    announce(said, "success");
    onDone();
    onClose();
  };
  const save = async (): Promise<void> => {
    setMissing(!name.trim());
    if (!name.trim()) return;
    const body = {
      name,
      function: task,
      phone,
      email,
      languages: languages
        .split(",")
        .map((one) => one.trim().toLowerCase())
        .filter(Boolean),
      substituteOf: standsIn || null,
    };
    await act(() => saveContact(partner.id, contact?.id ?? null, body, key), text.saved);
  };
  const others = partner.contacts.filter((one) => one.id !== contact?.id);
  return (
    <SendDialog
      title={contact ? contact.name : text.add}
      confirm={common.value.save}
      onSend={save}
      onClose={onClose}
      other={
        contact && {
          label: text.remove,
          onSend: () => act(() => removeContact(partner.id, contact.id, `${key}-x`), text.removed),
        }
      }
    >
      <TextInput
        label={text.name}
        required
        value={name}
        error={missing && !name.trim() ? common.value.required : undefined}
        onValue={setName}
      />
      <TextInput label={text.function} value={task} onValue={setTask} />
      <TextInput label={text.phone} type="tel" value={phone} onValue={setPhone} />
      <TextInput label={text.email} type="email" value={email} onValue={setEmail} />
      <TextInput label={text.languages} hint={text.languagesHint} value={languages} onValue={setLanguages} />
      <Select
        label={text.substitute}
        value={standsIn}
        options={[{ value: "", label: text.nobody }, ...others.map((one) => ({ value: one.id, label: one.name }))]}
        onValue={setStandsIn}
      />
    </SendDialog>
  );
}
