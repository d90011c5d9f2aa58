package org.elasticsearch.dissect;

/** Of a module that is not on Maven Central. ES|QL names it; no query here uses DISSECT. */
public final class DissectParser {
  public DissectParser(String pattern, String appendSeparator) {
    throw new UnsupportedOperationException("this node has no DISSECT");
  }
}
