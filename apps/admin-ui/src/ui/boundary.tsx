import { Component, type ComponentChildren } from 'preact';
import { Failure } from './states';

interface Props {
  /** A change renders the children again after an error. */
  subject: string;
  children: ComponentChildren;
}

/** A mistake of ours on one page leaves the others usable. */
export class Boundary extends Component<Props, { error: unknown }> {
  override state = { error: undefined as unknown };

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate({ subject }: Props): void {
    if (subject !== this.props.subject && this.state.error !== undefined) this.setState({ error: undefined });
  }

  override render({ children }: Props, { error }: { error: unknown }) {
    return error === undefined ? (
      children
    ) : (
      <Failure page error={error} onRetry={() => this.setState({ error: undefined })} />
    );
  }
}
