/** A started engine, as the end of the process sees it. */
export interface Engine {
  /** Delivers everything that is finished; blocks, at most `SPANWISE_EXIT_TIMEOUT`. */
  flush(): void;
}
