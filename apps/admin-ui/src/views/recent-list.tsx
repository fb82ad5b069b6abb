import type { MessageKey } from '../i18n/translate';
import { parsePlace } from '../location/place';
import { useWords } from '../panel';
import { visible } from '../text/visible';
import { linkTo } from './address';
import { recentQuestions } from './recent';
import * as styles from './views.module.css';

const PAGES: Readonly<Record<string, MessageKey>> = {
  '/people': 'people',
  '/routes': 'routes',
  '/overview': 'overview',
};

export function RecentList({ onFollow }: { onFollow(): void }) {
  const words = useWords();
  const recent = recentQuestions();
  if (recent.length === 0) return null;
  return (
    <section>
      <h3>{words('viewsRecent')}</h3>
      <ul class={styles.list}>
        {recent.map((address) => {
          const { path, params } = parsePlace(`#${address}`);
          const page = PAGES[path.replace(/(?<=.)\/.*/, '')] ?? 'explorer';
          return (
            <li key={address} class={styles.row}>
              <a class={styles.link} href={linkTo(address)} onClick={onFollow}>
                <bdi dir="ltr">
                  <code>{visible(params['q'] ?? '')}</code>
                </bdi>
                {path !== '/' && <small class="muted">{words(page)}</small>}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
