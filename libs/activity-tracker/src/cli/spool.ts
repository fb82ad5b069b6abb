import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { counted } from '../common/counted.js';
import { messageOf } from '../common/error-text.js';
import { plainText } from '../common/plain-text.js';
import { nodeFiles } from '../spool/node-files.js';
import { repairSegment } from '../spool/spool-repair.js';
import { quarantined, strangersIn, type SurveyedInstance, surveySpool } from '../spool/spool-survey.js';
import { CommandError } from './command-error.js';
import type { LogArguments } from './named-database.js';
import { replaySpool } from './spool-replay.js';

export interface SpoolCommand extends LogArguments {
  action: string | undefined;
  directory: string | undefined;
  json?: boolean | undefined;
}

interface SpoolResult {
  output: string;
  exitCode: 0 | 1 | 2;
}

type Say = (line: string) => void;

const ACTIONS: Readonly<Record<string, (directory: string, command: SpoolCommand, say: Say) => Promise<SpoolResult>>> =
  {
    list: (directory, command, say) => survey(directory, command, say, () => 0),
    verify: (directory, command, say) => survey(directory, command, say, (isWhole) => (isWhole ? 0 : 1)),
    repair,
    replay: replaySpool,
  };

/** Never changes files of a running process. */
export async function spool(command: SpoolCommand, say: Say): Promise<SpoolResult> {
  const { action = '', directory } = command;
  const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!act) throw new CommandError(`spool takes list, verify, replay or repair (got "${action}").`);
  if (directory === undefined || !isDirectory(directory)) {
    const given = directory === undefined ? 'nothing' : `"${directory}"`;
    throw new CommandError(
      `spool ${action} needs an existing directory, got ${given}. Use buffer.spoolDirectory, or the path of the built root module.`,
    );
  }
  try {
    return await act(resolve(directory), command, say);
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(messageOf(error));
  }
}

async function survey(
  directory: string,
  { json }: SpoolCommand,
  say: Say,
  exitCode: (isWhole: boolean) => 0 | 1,
): Promise<SpoolResult> {
  const instances: SurveyedInstance[] = [];
  const lines: string[] = [];
  let damaged = 0;
  let unread = 0;
  for await (const instance of surveySpool(nodeFiles, directory)) {
    say(`${instance.instance}: ${counted(instance.segments.length, 'file')} read`);
    instances.push(instance);
    lines.push(...described(instance));
    // A running process may be in the middle of writing its last document.
    for (const segment of instance.segments) if (!(instance.isAlive && segment.isOpen)) damaged += segment.damaged;
    unread += unreadIn(instance);
  }
  const strangers = strangersIn(nodeFiles, directory);
  lines.push(...strangers.map((name) => `${plainText(name)}  not a folder of a spool`));
  const documents = instances.flatMap(({ segments }) => segments).reduce((sum, segment) => sum + segment.documents, 0);
  lines.push(
    `${counted(documents, 'record')} of ${counted(instances.length, 'process', 'processes')}, ${counted(damaged, 'damaged place')}, ${counted(quarantined(nodeFiles, directory), 'piece')} in quarantine${unreadText(unread)}.`,
  );
  return {
    output: json
      ? `${JSON.stringify({ instances, strangers, damaged, unread }, undefined, 2)}\n`
      : `${lines.join('\n')}\n`,
    exitCode: exitCode(damaged + unread === 0),
  };
}

/** Files, and directories, that could not be read. */
const unreadIn = ({ segments, failure }: SurveyedInstance): number =>
  segments.filter((segment) => segment.failure !== undefined).length + Number(failure !== undefined);

const unreadText = (count: number): string => (count > 0 ? `; ${count} could not be read` : '');

function described({ instance, isAlive, segments, strangers, failure }: SurveyedInstance): string[] {
  const state = isAlive ? 'process running' : 'process ended';
  return [
    `${instance}  ${failure === undefined ? state : `cannot be read (${failure})`}`,
    ...segments.map((segment) => {
      const { file, bytes, documents, verified, damaged } = segment;
      if (segment.failure !== undefined) return `  ${file}  ${bytes} bytes, cannot be read (${segment.failure})`;
      return `  ${file}  ${bytes} bytes, ${counted(documents, 'record')}, ${verified} of them verified by checksum${damaged > 0 ? `, ${counted(damaged, 'damaged place')}` : ''}`;
    }),
    ...strangers.map((name) => `  ${plainText(name)}  not a file of a spool`),
  ];
}

async function repair(directory: string, _: SpoolCommand, say: Say): Promise<SpoolResult> {
  let repaired = 0;
  let skipped = 0;
  let unread = 0;
  for await (const surveyed of surveySpool(nodeFiles, directory)) {
    const { instance, isAlive, segments, failure } = surveyed;
    unread += unreadIn(surveyed);
    if (failure !== undefined) say(`${instance}  cannot be read (${failure})`);
    if (isAlive) {
      skipped++;
      say(`${instance}  skipped: process running`);
    }
    if (isAlive || failure !== undefined) continue;
    for (const segment of segments) {
      if (segment.failure !== undefined) {
        say(`${instance}/${segment.file}  cannot be read (${segment.failure})`);
        continue;
      }
      const taken = await repairSegment(nodeFiles, directory, instance, segment);
      if (taken > 0) say(`${instance}/${segment.file}  ${counted(taken, 'damaged place')} moved to quarantine`);
      repaired += taken;
    }
  }
  return {
    output: `${counted(repaired, 'damaged place')} moved to quarantine${skipped > 0 ? `, ${counted(skipped, 'directory of a running process', 'directories of running processes')} skipped` : ''}${unreadText(unread)}.\n`,
    exitCode: unread > 0 ? 1 : 0,
  };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
