import type { RunConfig } from "../../config/index.js";
import { type Device, type DeviceProbe, probeDevice } from "../../engine/index.js";
import { PinakesError } from "../../shared/index.js";

const NEEDED = {
  webgpu: "it needs the driver of a GPU (on Linux Vulkan's, and libvulkan1)",
  cuda: "it needs CUDA and cuDNN, and Pinakes installed without ONNXRUNTIME_NODE_INSTALL=skip",
} as const;

/**
 * The device that a config's network is trained on: the one that is asked for, once it has computed something right; the
 * CPU for `auto`, since weights go to a GPU and gradients come back at each step, which not every GPU makes up for.
 * @throws PinakesError ENGINE_DEVICE where the device does not start
 */
export async function startDevice(
  { model, device }: Pick<RunConfig, "model" | "device">,
  probe: (device: Device) => Promise<DeviceProbe> = probeDevice,
): Promise<Device> {
  if (model.type === "majority" || model.type === "tfidf-linear") return "cpu";
  if (device === "auto" || device === "cpu") return "cpu";
  const { starts, reason } = await probe(device);
  if (starts) return device;
  throw new PinakesError("ENGINE_DEVICE", {
    where: "device",
    message: `${device} does not start on this machine: ${reason}.`,
    fix: `set device: cpu; or make it start (${NEEDED[device]}) until \`pinakes doctor\` says so.`,
  });
}
