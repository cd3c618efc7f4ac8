// The states of the page that are looked at, each with the steps that lead there from a page that is ready.
export const STATES = {
  empty: async () => {},
};
