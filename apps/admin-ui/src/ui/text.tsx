import { visiblePieces } from '../text/visible';

/** Text of a record: as it was, apart from what could not be seen, and never anything but text. */
export function Text({ value }: { value: string }) {
  return (
    <bdi>{visiblePieces(value).map(({ text, escaped }) => (escaped ? <span class="escape">{text}</span> : text))}</bdi>
  );
}
