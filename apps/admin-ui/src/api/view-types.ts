export interface SavedView {
  id: string;
  name: string;
  /** Path and parameters, as after the # of the panel's address. */
  address: string;
  shared: boolean;
  own: boolean;
  owner_id: string | number;
}

export interface SavedViewList {
  views: SavedView[];
  complete: boolean;
}
