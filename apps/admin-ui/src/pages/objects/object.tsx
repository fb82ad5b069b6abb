import { useObjectHistory } from '../../api/objects';
import { placeTo } from '../../location/use-place';
import { safelyDecoded } from '../../text/safely-decoded';
import { useWords } from '../../panel';
import { condition } from '../../query/scan';
import { Icon } from '../../ui/icon';
import { More } from '../../ui/more';
import { Page } from '../../ui/page';
import { Shown, State } from '../../ui/states';
import { Text } from '../../ui/text';
import { CallOfObject } from './call-of-object';
import * as styles from './object.module.css';
import * as buttons from '../../ui/button.module.css';

export function ObjectHistory({ params }: { params: { type: string; id: string } }) {
  const words = useWords();
  const [type, id] = [safelyDecoded(params.type), safelyDecoded(params.id)];
  const answer = useObjectHistory(type, id);
  const query = condition('resource', `${type}/${id}`);
  return (
    <Page
      title={<Text value={`${type}/${id}`} />}
      lead={words('objectLead')}
      tools={
        <a class={buttons.button} href={placeTo('/', { q: query })}>
          <Icon name="search" /> {words('allCallsOfObject')}
        </a>
      }
    >
      <Shown answer={answer}>
        {({ pages }) => {
          const calls = pages.flatMap(({ results }) => results);
          if (calls.length === 0) return <State icon="search" title={words('noCallsOfObject')} />;
          return (
            <ol class={styles.calls} reversed>
              {calls.map((call, index) => (
                <CallOfObject key={call.record._id} call={call} before={calls[index + 1]} query={query} />
              ))}
            </ol>
          );
        }}
      </Shown>
      <More answer={answer} label={words('earlierCalls')} />
    </Page>
  );
}
