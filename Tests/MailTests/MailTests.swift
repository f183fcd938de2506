// MailTests
