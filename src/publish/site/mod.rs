//! The site: static pages that work without JavaScript, from a file as well as from a server.
