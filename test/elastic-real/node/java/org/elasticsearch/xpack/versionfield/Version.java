package org.elasticsearch.xpack.versionfield;

import org.apache.lucene.util.BytesRef;

/** Of a module that is not on Maven Central. ES|QL names it; no query here has such a field. */
public class Version {
  private final String text;

  public Version(String text) {
    this.text = text;
  }

  public Version(BytesRef text) {
    this(text.utf8ToString());
  }

  public BytesRef toBytesRef() {
    return new BytesRef(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
