import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  maskedReferenceClass,
  type ParameterValues,
  parametersLeftAside,
  savedConfig,
  writeSafetensors,
} from "../../models/index.js";
import { present } from "../../shared/index.js";
import { saveTokenEncoder } from "../../text/index.js";
import { writeWhole } from "../directory/run-directory.js";
import type { MaskedEncoder } from "./masked-encoder.js";

/**
 * Writes the folder of a checkpoint as Hugging Face's libraries have it, with the weights under the reference's names; the
 * weight over the vocabulary is the table of words, and is written once.
 */
export async function saveMasked(directory: string, encoder: MaskedEncoder, values: ParameterValues): Promise<void> {
  const { network, tokenizer, config, pretrained } = encoder;
  const { architecture } = network;
  const own = network.build({ mode: "prediction" }).parameters;
  const aside = parametersLeftAside(architecture).filter(({ name }) => pretrained.has(name));
  const tensors = [...own, ...aside].map(({ name, shape }) => {
    return [name, { shape, data: present(values.get(name) ?? pretrained.get(name), name) }] as const;
  });
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const saved = savedConfig(config, [maskedReferenceClass(architecture)]);
  await writeWhole(join(directory, "config.json"), `${JSON.stringify(saved, null, 2)}\n`);
  await saveTokenEncoder(tokenizer, directory);
  await writeSafetensors(join(directory, "model.safetensors"), new Map(tensors), { format: "pt" });
}
