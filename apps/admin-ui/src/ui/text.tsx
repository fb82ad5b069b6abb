import { Fragment } from 'preact';
import { visiblePieces } from '../text/visible';

/** Text of a record: as it was, apart from what could not be seen, and never anything but text. */
export function Text({ value }: { value: string }) {
  return (
    <bdi>{visiblePieces(value).map(({ text, escaped }) => (escaped ? <span class="escape">{text}</span> : text))}</bdi>
  );
}

/** A name of the store, which may break behind its separators rather than inside of its words. */
export function StoreName({ value }: { value: string }) {
  return (
    <bdi>
      {visiblePieces(value).map(({ text, escaped }) =>
        escaped ? (
          <span class="escape">{text}</span>
        ) : (
          text.split(/(?<=[_,.])/).map((part, index) => (
            <Fragment key={index}>
              {index > 0 && <wbr />}
              {part}
            </Fragment>
          ))
        ),
      )}
    </bdi>
  );
}
