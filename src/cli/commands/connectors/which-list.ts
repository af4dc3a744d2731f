import { nameFromList } from '../../../connectors/plan/index.ts';
import { shellWord } from '../../report/shell-word.ts';

/** How the next command says the same table list; its connector, too, where the list's path does not tell it. */
export function whichList(list: string, source: string, config?: string): string {
  return [
    `--csv ${shellWord(list)}`,
    ...(nameFromList(list) === source ? [] : [`--source-name ${shellWord(source)}`]),
    ...(config === undefined ? [] : [`--config ${shellWord(config)}`]),
  ].join(' ');
}
