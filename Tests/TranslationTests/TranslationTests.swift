// TranslationTests
