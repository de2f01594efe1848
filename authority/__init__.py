"""What an authority does around its procedure: appointments, advice, figures, surveys, staffing; rules without storage."""
