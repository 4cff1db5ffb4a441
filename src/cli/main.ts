#!/usr/bin/env node
import { processIo } from "./io.js";
import { COMMAND_LOADERS } from "./loaders.js";
import { runCommandLine } from "./program.js";

const options = { io: processIo(), loaders: COMMAND_LOADERS, env: process.env };
process.exitCode = await runCommandLine(process.argv.slice(2), options);
