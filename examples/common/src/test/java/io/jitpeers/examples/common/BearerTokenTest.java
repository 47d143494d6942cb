package io.jitpeers.examples.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerTokenTest {
  private final BearerToken token = new BearerToken("S3cret");

  /** RFC 9110 section 11.1: a scheme's case does not matter, a token's does. */
  @ParameterizedTest
  @CsvSource({
    "Bearer S3cret, true",
    "bearer S3cret, true",
    "BEARER S3cret, true",
    "Bearer s3cret, false",
    "Bearer S3cretS3cret, false",
    "Bearer S3cre, false",
    "Bearer, false",
    "'Bearer ', false",
    "'', false",
    "Basic S3cret, false",
    "S3cret, false"
  })
  void whatShowsIt(String authorization, boolean shown) {
    assertThat(token.isShownBy(authorization)).isEqualTo(shown);
  }
}
