// What an account is called, in lists, titles and dialogs alike.

export const accountName = (account) => account.label || account.phone || account.session;
